{{/* The name of every object begins with that of the release. Longer ones would exceed what Kubernetes allows. */}}
{{- define "onboarding.name" -}}
{{- if gt (len .Release.Name) 30 }}{{ fail "Choose a name of at most 30 characters for the release." }}{{ end -}}
{{- .Release.Name -}}
{{- end -}}

{{/* What a selector selects. Takes a list: the context, and the component. */}}
{{- define "onboarding.selector" -}}
app.kubernetes.io/name: {{ (index . 0).Chart.Name }}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* Takes a list: the context, and the component. */}}
{{- define "onboarding.labels" -}}
{{ include "onboarding.selector" . }}
app.kubernetes.io/version: {{ (index . 0).Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
helm.sh/chart: {{ printf "%s-%s" (index . 0).Chart.Name (index . 0).Chart.Version }}
{{- end -}}

{{/* The builds of the workers: one without an ID if none is listed. Returns {"builds": […]} as JSON. */}}
{{- define "onboarding.builds" -}}
{{- $tag := .Values.image.tag | default .Chart.AppVersion -}}
{{- $builds := .Values.worker.builds | default (list (dict "id" "" "tag" $tag)) -}}
{{- dict "builds" $builds | toJson -}}
{{- end -}}

{{/* Takes a list: the context, and a build. */}}
{{- define "onboarding.workerName" -}}
{{- $id := (index . 1).id -}}
{{- include "onboarding.name" (index . 0) }}-worker{{ if $id }}-{{ $id | replace "." "-" }}{{ end -}}
{{- end -}}
