/** Does a manifest of config/ become a template that says the same, whatever braces it has? */
import { describe, expect, it } from 'vitest';
import { asTemplates } from '../../scripts/chart/from-config.ts';

const rule = `# What people are told.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: clusterpivot
spec:
  groups:
    - name: pivots
      rules:
        - alert: ClusterPivotStalled
          annotations:
            description: ClusterPivot {{ $labels.namespace }}/{{ $labels.name }} is stalled.
`;

describe('asTemplates', () => {
  it("leaves braces of others to them, and adds labels of the chart and of the chart's user", () => {
    const [template = ''] = asTemplates(rule, '.Values.prometheus.labels');
    expect(template).toContain('{{ "{{" }} $labels.namespace }}/{{ "{{" }} $labels.name }} is stalled.');
    expect(template).toContain(
      '  labels:\n    {{- include "clusterpivot.labels" . | nindent 4 }}\n    {{- with .Values.prometheus.labels }}',
    );
    expect(template).toContain('# What people are told.');
  });

  it("keeps labels, and puts only the operator's namespace in the place of the release's", () => {
    const [first = '', second = ''] = asTemplates(
      [
        'kind: Role\nmetadata:\n  name: a\n  namespace: clusterpivot-system\n  labels:\n    b: c\n',
        'kind: Role\nmetadata:\n  name: a\n  namespace: clusterpivot-probe\n',
      ].join('---\n'),
    );
    expect(first).toContain('namespace: {{ .Release.Namespace }}');
    expect(first).toContain('    b: c\n');
    expect(second).toContain('namespace: clusterpivot-probe');
  });
});
