/** The CustomResourceDefinitions of the Prometheus Operator: ServiceMonitor, PrometheusRule and others. */
import { goCrds } from './go-crds.ts';
import type { Progress } from './progress.ts';

/** YAML, with all kinds of that API. */
export async function monitoringCrds(progress?: Progress): Promise<string> {
  const types = 'github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1';
  return goCrds({ module: 'monitoring', types }, progress);
}
