import { describe, expect, it } from 'vitest';
import {
  phaseConditions,
  readyCondition,
  reasons,
  reconcilingCondition,
  rolledBackCondition,
  sourceDisposableCondition,
  stalledCondition,
} from '../../src/api/conditions.ts';
import { phaseGoals, phases } from '../../src/api/phases.ts';

const summaries = [
  readyCondition,
  reconcilingCondition,
  stalledCondition,
  sourceDisposableCondition,
  rolledBackCondition,
];

describe('phases', () => {
  it('each have a goal and, but for the last, a condition of their own; in the same order', () => {
    expect(Object.keys(phaseGoals)).toEqual([...phases]);
    expect([...Object.keys(phaseConditions), 'Completed']).toEqual([...phases]);
  });
});

describe('condition types', () => {
  it('are all different', () => {
    const types = [...Object.values(phaseConditions), ...summaries];
    expect(new Set(types).size).toBe(types.length);
  });

  it('are CamelCase', () => {
    for (const type of [...Object.values(phaseConditions), ...summaries]) expect(type).toMatch(/^([A-Z][a-z0-9]+)+$/);
  });
});

describe('reasons', () => {
  it('are named as they are written', () => {
    for (const [key, value] of Object.entries(reasons)) expect(value).toBe(key);
  });

  it('fit the pattern that Kubernetes demands of reasons', () => {
    for (const reason of Object.values(reasons)) expect(reason).toMatch(/^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/);
  });
});
