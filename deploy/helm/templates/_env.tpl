{{/*
The environment of a program. Takes a dict:
  context   the root
  settings  settings of this program only
  fixed     what the chart sets itself
  secrets   the keys of the Secret that this program gets, as files
A setting of this program replaces one for every program, and what the chart sets replaces both.
*/}}
{{- define "onboarding.env" -}}
{{- $values := .context.Values -}}
{{- $env := merge (dict) (.fixed | default dict) (.settings | default dict) $values.settings -}}
{{- range .secrets }}
{{- $_ := set $env (printf "%s_FILE" (upper .)) (printf "/etc/onboarding/secrets/%s" .) }}
{{- end }}
{{- range $name, $value := $env }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}

{{/* How a program finds Temporal, and proves who it is. */}}
{{- define "onboarding.temporalEnv" -}}
{{- with .Values.temporal }}
- name: TEMPORAL_ADDRESS
  value: {{ required "Set temporal.address to host:port of Temporal's frontend." .address | quote }}
- name: TEMPORAL_NAMESPACE
  value: {{ .namespace | quote }}
{{- if .apiKey.secret }}
- name: TEMPORAL_API_KEY
  valueFrom:
    secretKeyRef: { name: {{ .apiKey.secret | quote }}, key: {{ .apiKey.key | quote }} }
{{- end }}
{{- if .tls.secret }}
- name: TEMPORAL_TLS_CLIENT_CERT_PATH
  value: /etc/onboarding/temporal-tls/tls.crt
- name: TEMPORAL_TLS_CLIENT_KEY_PATH
  value: /etc/onboarding/temporal-tls/tls.key
{{- if .tls.ca }}
- name: TEMPORAL_TLS_SERVER_CA_CERT_PATH
  value: /etc/onboarding/temporal-tls/ca.crt
{{- end }}
{{- end }}
{{- end }}
{{- end -}}
