{{/* Of every object. One operator serves a whole cluster, so that its names do not depend on the release's. */}}
{{- define "clusterpivot.labels" -}}
app.kubernetes.io/name: clusterpivot
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* By which the operator's Pods are found. */}}
{{- define "clusterpivot.operatorLabels" -}}
app.kubernetes.io/name: clusterpivot
app.kubernetes.io/component: operator
{{- end }}

{{/* Arguments: image, and the version of the application. */}}
{{- define "clusterpivot.image" -}}
{{- with index . 0 -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default (index $ 1) }}
{{- end }}
{{- end }}
{{- end }}

{{/* Of Pods that need nothing of their node. */}}
{{- define "clusterpivot.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "clusterpivot.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
