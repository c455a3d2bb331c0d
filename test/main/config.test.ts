import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';

describe('readConfig', () => {
  it('needs nothing: the defaults are those of config/manager', () => {
    expect(readConfig({})).toEqual({
      namespace: 'clusterpivot-system',
      identity: 'clusterpivot-operator',
      image: undefined,
      probeImage: undefined,
      kubeconfig: undefined,
      healthPort: 8081,
      logLevel: 'info',
    });
  });

  it('takes what the environment says', () => {
    const environment = {
      POD_NAMESPACE: 'pivots',
      POD_NAME: 'operator-1',
      OPERATOR_IMAGE: 'example.com/operator:v1',
      PROBE_IMAGE: 'example.com/probe:v1',
      KUBECONFIG: '/etc/kubeconfig',
      HEALTH_PORT: '9000',
      LOG_LEVEL: 'debug',
    };
    expect(readConfig(environment)).toEqual({
      namespace: 'pivots',
      identity: 'operator-1',
      image: 'example.com/operator:v1',
      probeImage: 'example.com/probe:v1',
      kubeconfig: '/etc/kubeconfig',
      healthPort: 9000,
      logLevel: 'debug',
    });
  });

  it.each([
    ['HEALTH_PORT', 'many', /the environment is not valid: HEALTH_PORT: /],
    ['HEALTH_PORT', '70000', /HEALTH_PORT: /],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL: /],
    ['POD_NAMESPACE', '', /POD_NAMESPACE: /],
  ])('refuses %s=%s and names it', (name, value, message) => {
    expect(() => readConfig({ [name]: value })).toThrow(message);
  });
});
