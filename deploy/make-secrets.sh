#!/bin/sh
# Creates the files in ./secrets that docker-compose.yml passes to its services. Existing files are kept: the ID key
# must never change, and without the encryption keys nothing in Temporal can be read again. Also lets the containers read
# the files in deploy/temporal, so run it again after an update of the project.
#
#   deploy/make-secrets.sh               asks for Vultr's API key or reads it from standard input
#   deploy/make-secrets.sh --simulator   uses the simulator's key
#   SECRETS_DIR                          a folder to use instead of ./secrets
set -eu

usage() {
  echo 'Usage: deploy/make-secrets.sh [--simulator]   (npm run make:secrets -- [--simulator])'
  echo
  echo 'Creates the files in ./secrets, or in $SECRETS_DIR, that docker-compose.yml needs. Existing files are kept.'
  echo
  echo "  --simulator  use the simulator's key instead of asking for Vultr's API key"
}

for argument in "$@"; do
  case $argument in
    -h | --help) usage; exit 0 ;;
    --simulator) ;;
    *) echo "Unknown argument: $argument" >&2; usage >&2; exit 1 ;;
  esac
done

folder=${SECRETS_DIR:-$(dirname "$0")/../secrets}
umask 077
mkdir -p "$folder"
# Only the owner can enter the folder. The files in it are readable for all, because each container runs as its own user.
chmod 700 "$folder"

keep() {
  file=$folder/$1
  if [ -e "$file" ]; then
    echo "$1: exists, kept"
    cat > /dev/null
  else
    cat > "$file.unfinished"
    chmod 644 "$file.unfinished"
    mv "$file.unfinished" "$file"
    echo "$1: created"
  fi
}

random() { openssl rand -base64 "$1" | tr -d '\n=' | tr '+/' '-_'; }

vultr_key() {
  if [ "${1:-}" = --simulator ]; then
    echo key-of-the-simulated-organization
    return
  fi
  if [ -t 0 ]; then printf "Vultr's API key: " >&2; fi
  # The last line may have no newline.
  read -r key || true
  if [ -z "$key" ]; then
    echo "No API key was given. Run the script again and enter Vultr's API key." >&2
    return 1
  fi
  printf '%s\n' "$key"
}

# Under `umask 077`, Git gives only you access to the files that containers read as their own users.
chmod a+r "$(dirname "$0")"/temporal/*

if [ -e "$folder/vultr_api_key" ]; then
  keep vultr_api_key < /dev/null
else
  key=$(vultr_key "${1:-}")
  printf '%s\n' "$key" | keep vultr_api_key
fi
random 24 | keep postgres_password
random 32 | keep onboarding_id_key
echo "first:$(openssl rand -base64 32)" | keep onboarding_encryption_keys
# Empty until you add a receiver (docs/webhooks.md).
keep onboarding_webhooks < /dev/null
if [ -e "$folder/onboarding_api_keys" ]; then
  keep onboarding_api_keys < /dev/null
else
  secret=$(random 24)
  hash=$(printf %s "$secret" | openssl dgst -sha256 | sed 's/.*= *//')
  echo "admin:sha256=$hash" | keep onboarding_api_keys
  echo "The API key, shown only once; npm run api-key creates more: $secret"
fi
