{{/*
The spec of a pod with one program. Takes a dict:
  context     the root
  program     the name of the container
  tag         of the image; image.tag if left out
  args        the command line
  settings, fixed, secrets   as for onboarding.env
  temporal    whether the program uses Temporal
  roles       whether the program reads the file of roles
  resources   as in Kubernetes
  container   further fields of the container, as YAML
  pod         further fields of the pod, as YAML
The file system is read-only, and the program is neither root nor can it call Kubernetes.
*/}}
{{- define "onboarding.pod" -}}
{{- $values := .context.Values -}}
{{- $tls := and .temporal $values.temporal.tls.secret -}}
{{- $roles := and .roles $values.rolesFile -}}
{{- $fixed := .fixed | default dict -}}
{{- if $roles }}{{ $fixed = merge (dict "ONBOARDING_ROLES_FILE" "/etc/onboarding/roles/roles.yaml") $fixed }}{{ end -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile: { type: RuntimeDefault }
{{- with $values.imagePullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .pod }}
{{ . }}
{{- end }}
containers:
  - name: {{ .program }}
    image: "{{ $values.image.repository }}:{{ .tag | default $values.image.tag | default .context.Chart.AppVersion }}"
    imagePullPolicy: {{ $values.image.pullPolicy }}
    # The image's entry point is tini, which passes signals on.
    args: {{ toJson .args }}
    env:
      {{- if .temporal }}
      {{- include "onboarding.temporalEnv" .context | nindent 6 }}
      {{- end }}
      {{- include "onboarding.env" (merge (dict "fixed" $fixed) .) | nindent 6 }}
    {{- with .container }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- with .resources }}
    resources: {{ toYaml . | nindent 6 }}
    {{- end }}
    securityContext:
      readOnlyRootFilesystem: true
      allowPrivilegeEscalation: false
      capabilities: { drop: [ALL] }
    volumeMounts:
      - { name: tmp, mountPath: /tmp }
      {{- if .secrets }}
      - { name: secrets, mountPath: /etc/onboarding/secrets, readOnly: true }
      {{- end }}
      {{- if $tls }}
      - { name: temporal-tls, mountPath: /etc/onboarding/temporal-tls, readOnly: true }
      {{- end }}
      {{- if $roles }}
      - { name: roles, mountPath: /etc/onboarding/roles, readOnly: true }
      {{- end }}
volumes:
  - name: tmp
    emptyDir: {}
  {{- if .secrets }}
  # Whole folders: Kubernetes brings a changed Secret into a pod that runs, but not if a single file is mounted.
  - name: secrets
    secret:
      secretName: {{ required "Set secrets.name to the Secret that has the files of deploy/make-secrets.sh." $values.secrets.name | quote }}
      defaultMode: 0440
      items:
        {{- range .secrets }}
        - { key: {{ . }}, path: {{ . }} }
        {{- end }}
  {{- end }}
  {{- if $tls }}
  - name: temporal-tls
    secret: { secretName: {{ $values.temporal.tls.secret | quote }}, defaultMode: 0440 }
  {{- end }}
  {{- if $roles }}
  - name: roles
    configMap: { name: {{ include "onboarding.name" .context }}-roles }
  {{- end }}
{{- end -}}

{{/* Spreads the pods of a Deployment over nodes. Takes the labels that select them, as YAML. */}}
{{- define "onboarding.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{ . | nindent 8 }}
{{- end -}}

{{/*
Probes over HTTP at the port with this name. Takes a list: the port, and the path that says whether the program is ready.
A program that only waits for Temporal is alive: a restart would not help it.
*/}}
{{- define "onboarding.probes" -}}
startupProbe:
  httpGet: { path: /live, port: {{ index . 0 }} }
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /live, port: {{ index . 0 }} }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: {{ index . 1 }}, port: {{ index . 0 }} }
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 3
{{- end -}}
