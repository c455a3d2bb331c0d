import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';

describe('readConfig', () => {
  it('needs nothing: the defaults are those of config/manager', () => {
    expect(readConfig({})).toEqual({
      namespace: 'clusterpivot-system',
      identity: 'clusterpivot-operator',
      isPod: false,
      image: undefined,
      probeImage: undefined,
      kubeconfig: undefined,
      healthPort: 8081,
      metrics: { port: 8443, address: undefined, secure: true, certDir: undefined },
      traces: false,
      logLevel: 'info',
      leaderTiming: { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryMs: 2000 },
      soak: { requests: 50, spacingMs: 100 },
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
      METRICS_PORT: '9443',
      METRICS_ADDRESS: '192.0.2.7',
      METRICS_CERT_DIR: '/certs',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      LOG_LEVEL: 'debug',
      LEASE_DURATION_SECONDS: '60',
      LEASE_RENEW_SECONDS: '40',
      LEASE_RETRY_SECONDS: '5',
      STABILITY_SECONDS: '1',
    };
    expect(readConfig(environment)).toEqual({
      namespace: 'pivots',
      identity: 'operator-1',
      isPod: true,
      image: 'example.com/operator:v1',
      probeImage: 'example.com/probe:v1',
      kubeconfig: '/etc/kubeconfig',
      healthPort: 9000,
      metrics: { port: 9443, address: '192.0.2.7', secure: true, certDir: '/certs' },
      traces: true,
      logLevel: 'debug',
      leaderTiming: { leaseDurationMs: 60_000, renewDeadlineMs: 40_000, retryMs: 5000 },
      soak: { requests: 50, spacingMs: 20 },
    });
  });

  it.each([
    ['HEALTH_PORT', 'many', /the environment is not valid: HEALTH_PORT: /],
    ['HEALTH_PORT', '70000', /HEALTH_PORT: /],
    ['METRICS_PORT', '-1', /METRICS_PORT: /],
    ['METRICS_ADDRESS', 'localhost', /METRICS_ADDRESS: /],
    ['METRICS_SECURE', 'no', /METRICS_SECURE: /],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL: /],
    ['POD_NAMESPACE', '', /POD_NAMESPACE: /],
    ['LEASE_DURATION_SECONDS', '10', /LEASE_RENEW_SECONDS: must be less than LEASE_DURATION_SECONDS/],
    ['LEASE_RETRY_SECONDS', '9', /LEASE_RETRY_SECONDS: must be well below LEASE_RENEW_SECONDS/],
    ['LEASE_RETRY_SECONDS', '0', /LEASE_RETRY_SECONDS: /],
    ['STABILITY_SECONDS', '0.5', /STABILITY_SECONDS: /],
  ])('refuses %s=%s and names it', (name, value, message) => {
    expect(() => readConfig({ [name]: value })).toThrow(message);
  });

  it('keeps metrics that nobody guards on this machine', () => {
    const insecure = { METRICS_SECURE: 'false' };
    expect(readConfig(insecure).metrics).toMatchObject({ secure: false, address: '127.0.0.1' });
    expect(readConfig({ ...insecure, METRICS_ADDRESS: '::1' }).metrics.address).toBe('::1');
    expect(() => readConfig({ ...insecure, METRICS_ADDRESS: '192.0.2.7' })).toThrow(
      'METRICS_ADDRESS: must be a loopback address while METRICS_SECURE is false',
    );
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, true],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'true' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_TRACES_EXPORTER: 'none' }, false],
  ])('heeds the variables of OpenTelemetry: %o', (environment, traces) => {
    expect(readConfig(environment).traces).toBe(traces);
  });
});
