/** Hosts whose status would not travel, whose hardware nobody knows, or that Ironic has let go; word for word. */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { hardwareData } from '../../../src/api/resources.ts';
import { at, host, object, spare } from '../given.ts';
import { inSource, said } from './given.ts';

describe('HostStatusAcceptable', () => {
  const remedy = "its status can't be saved in the annotation baremetalhost.metal3.io/status; waiting until it can";
  /** Of its own annotations, those that prepare it for the move, and its status. */
  const bytesOf = (name: string, is: Parameters<typeof host>[1]) => {
    const { status, metadata } = host(name, is);
    const annotations = {
      ...metadata.annotations,
      'clusterctl.cluster.x-k8s.io/block-move': '',
      'baremetalhost.metal3.io/paused': 'metal3.io/capm3',
      'baremetalhost.metal3.io/status': JSON.stringify(status),
    };
    return Buffer.byteLength(Object.entries(annotations).flat().join(''));
  };
  const withNotes = (length: number) => ({ annotations: { notes: 'ü'.repeat(length / 2) } });
  const room = 262_144 - bytesOf('m-0', withNotes(0));
  const full = withNotes(room - (room % 2));
  const tooFull = withNotes(room - (room % 2) + 2);

  it.each([
    [
      'is being serviced',
      host('m-0', { status: { operationalStatus: 'servicing' } }),
      'has operational status servicing',
    ],
    [
      'could not be serviced',
      host('m-0', { status: { errorType: 'servicing error' } }),
      'has error type servicing error',
    ],
    ['could not be detached', host('m-0', { status: { errorType: 'detach error' } }), 'has error type detach error'],
    [
      'has too many annotations already',
      host('m-0', tooFull),
      `would have ${bytesOf('m-0', tooFull)} bytes of annotations, of 262144 that it may have`,
    ],
  ])('fails for one that %s', (_, unfit: KubeObject, seen) => {
    expect(said('HostStatusAcceptable', inSource(unfit))).toEqual({
      message: `BareMetalHost metal3/m-0 ${seen}; ${remedy}`,
      objects: ['BareMetalHost metal3/m-0'],
    });
  });

  it.each([
    ['has as many annotations as there is room for', host('m-0', full)],
    [
      'has an old status annotation, which is replaced',
      host('m-0', { annotations: { 'baremetalhost.metal3.io/status': 'x'.repeat(250_000) } }),
    ],
    [
      'has large hardware details, which are left out',
      host('m-0', { status: { hardware: { notes: 'x'.repeat(300_000) } } }),
    ],
    [
      'is in an error that is known',
      host('m-0', { status: { operationalStatus: 'error', errorType: 'registration error' } }),
    ],
    ['says nothing', { ...host('m-0'), status: undefined }],
  ])('passes for one that %s', (_, fit: KubeObject) => {
    expect(said('HostStatusAcceptable', inSource(fit))).toBeUndefined();
  });
});

describe('HardwareDataFound', () => {
  const inspected = { operationHistory: { inspect: { start: at(-9), end: at(-8) } } };
  const message =
    'BareMetalHost metal3/a was inspected, but has no HardwareData of its name (and 1 more); the target will not know its hardware before it inspects it again; restore the HardwareData, or go on without';

  it('warns of hosts that were inspected, and of which only the name of another one is known', () => {
    const hosts = [
      spare('a', { status: inspected }),
      spare('b', { status: { hardware: { cpu: {} } } }),
      spare('c', { status: inspected }),
    ];
    expect(said('HardwareDataFound', inSource(...hosts, object(hardwareData, 'c')))).toEqual({
      message,
      objects: ['BareMetalHost metal3/a', 'BareMetalHost metal3/b'],
    });
  });

  it.each([
    [
      'is still being inspected',
      spare('a', { status: { operationHistory: { inspect: { start: at(-9), end: null } } } }),
    ],
    ['was never inspected', spare('a', { status: { operationHistory: {} } })],
    ['has a null for hardware', spare('a', { status: { hardware: null } })],
    ['says nothing', { ...spare('a'), status: undefined }],
  ])('passes for one that %s', (_, one: KubeObject) => {
    expect(said('HardwareDataFound', inSource(one))).toBeUndefined();
  });
});

describe('HostsAttached', () => {
  it.each(['', '{"deleteAction":"delay"}'])('warns of a detached host, whatever the annotation says: "%s"', (value) => {
    const detached = host('m-0', { annotations: { 'baremetalhost.metal3.io/detached': value } });
    expect(said('HostsAttached', inSource(detached, host('m-1')))).toEqual({
      message:
        'BareMetalHost metal3/m-0 carries baremetalhost.metal3.io/detached; the target will not register it with its Ironic, nor prove that its BMC can be reached; remove the annotation if that is not wanted',
      objects: ['BareMetalHost metal3/m-0'],
    });
  });
});
