/** Is it told which fields an API server dropped, and nothing else? */
import { expect, it } from 'vitest';
import { secrets } from '../../src/api/resources.ts';
import { prunedFields } from '../../src/pivot/pruned-fields.ts';
import { object } from './given.ts';

const of = (fields: object, meta: object = {}) => object(secrets, 'a', meta, { ...fields });

it.each<[string, ReturnType<typeof of>, ReturnType<typeof of>, readonly string[]]>([
  ['nothing', of({ spec: { a: 1, b: [{ c: 'x' }] } }), of({ spec: { a: 1, b: [{ c: 'x' }] } }), []],
  ['a field', of({ spec: { a: { b: 1 } } }), of({ spec: { a: {} } }), ['spec.a.b']],
  ['a whole branch, as one', of({ spec: { a: { b: 1, c: 2 } } }), of({ spec: {} }), ['spec.a']],
  ['a top-level field', of({ data: { x: 'y' } }), of({}), ['data']],
  ['a field of a list', of({ spec: { l: [{ a: 1, b: 2 }] } }), of({ spec: { l: [{ a: 1 }] } }), ['spec.l[0].b']],
  ['an item of a list', of({ spec: { l: ['x', 'y'] } }), of({ spec: { l: ['x'] } }), ['spec.l[1]']],
  ['a key with dots', of({ data: { 'ca.crt': 'x' } }), of({ data: {} }), ['data["ca.crt"]']],
  ['what says nothing: null and what is empty', of({ spec: { a: null, b: {}, c: [], d: { e: [null] } } }), of({}), []],
  [
    'false, 0 and empty text are said',
    of({ spec: { a: false, b: 0, c: '' } }),
    of({ spec: {} }),
    ['spec.a', 'spec.b', 'spec.c'],
  ],
  ['what is written in another way', of({ spec: { a: '1000m' } }), of({ spec: { a: '1' } }), []],
  ['what is added', of({ spec: {} }), of({ spec: { a: 1 }, type: 'Opaque' }), []],
  ['status', of({ status: { a: 1 } }), of({}), []],
  [
    'a label and an annotation',
    of({}, { labels: { 'a/b': '1' }, annotations: { c: '2' } }),
    of({}, { labels: {} }),
    ['metadata.labels["a/b"]', 'metadata.annotations'],
  ],
])('%s', (_, sent, answered, pruned) => {
  expect(prunedFields(sent, answered)).toEqual(pruned);
});
