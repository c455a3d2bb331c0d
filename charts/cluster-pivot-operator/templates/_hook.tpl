{{/* The Pod of a hook: a program of the operator's image with the operator's account. Argument: the context, and the command. */}}
{{- define "clusterpivot.hookPod" -}}
{{- $context := index . 0 -}}
restartPolicy: Never
serviceAccountName: clusterpivot-operator
enableServiceLinks: false
securityContext:
  {{- include "clusterpivot.podSecurityContext" $context | nindent 2 }}
{{- with $context.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $context.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
containers:
  - name: hook
    image: {{ include "clusterpivot.image" (list $context.Values.image $context.Chart.AppVersion) }}
    imagePullPolicy: {{ $context.Values.imagePullPolicy }}
    command: [node, /app/hooks.mjs, {{ index . 1 }}]
    env:
      - name: POD_NAMESPACE
        valueFrom:
          fieldRef:
            fieldPath: metadata.namespace
    terminationMessagePolicy: FallbackToLogsOnError
    resources:
      requests:
        cpu: 50m
        memory: 64Mi
      limits:
        memory: 192Mi
    securityContext:
      {{- include "clusterpivot.containerSecurityContext" $context | nindent 6 }}
{{- end }}
