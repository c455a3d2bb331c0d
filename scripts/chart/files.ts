/** Everything of the chart that is generated. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { templatesFromConfig } from './from-config.ts';
import { valuesSchema, valuesTable, valuesYaml } from './values-files.ts';

const chart = 'charts/cluster-pivot-operator';
const readme = `${chart}/README.md`;

/** Path in the project and content of each. */
export function chartFiles(): readonly (readonly [string, string])[] {
  return [
    ...templatesFromConfig(),
    [`${chart}/values.yaml`, valuesYaml()],
    [`${chart}/values.schema.json`, valuesSchema()],
    [readme, withTable(readFileSync(join(import.meta.dirname, '../..', readme), 'utf8'))],
  ];
}

function withTable(page: string): string {
  const place = /(<!-- values: .*? -->\n)[^]*(<!-- \/values -->)/;
  if (!place.test(page)) throw new Error(`${readme} has no place for the table of values`);
  return page.replace(place, (_, begin: string, end: string) => `${begin}\n${valuesTable()}\n\n${end}`);
}
