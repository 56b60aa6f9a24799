# shellcheck shell=bash
# The images: built by the registry itself, from this folder. No Docker is needed here.

VERSION=""

ensure_registry() {
  step "image registry: $REGISTRY"
  local is
  is=$(ask acr list --resource-group "$GROUP" --query "[?name=='$REGISTRY'].sku.name | [0]")
  ensure "the registry" "$is" "$REGISTRY_SKU" create_registry update_registry
  settle "the registry" acr list --resource-group "$GROUP" --query "[?name=='$REGISTRY'].provisioningState | [0]"
  ensure_role "the apps may fetch images" "$PRINCIPAL" ServicePrincipal AcrPull "$REGISTRY_ID"
}
create_registry() {
  change acr create --resource-group "$GROUP" --name "$REGISTRY" --location "$LOCATION" --sku "$REGISTRY_SKU" --admin-enabled false
}
update_registry() { change acr update --resource-group "$GROUP" --name "$REGISTRY" --sku "$REGISTRY_SKU"; }

# Named after what they are built from: the same sources are built once, and any change makes new ones.
ensure_images() {
  step "images"
  VERSION=$(source_mark)
  local image known built
  known=$(ask acr repository list --name "$REGISTRY")
  for image in web worker frontend; do
    built=""
    if has_line "$image" "$known"; then built=$(image_tag "$image"); fi
    [[ -n $built ]] || build_image "$image"
  done
}

image_tag() { ask acr repository show-tags --name "$REGISTRY" --repository "$1" --query "[?@=='$VERSION'] | [0]"; }

# A worker has no volume to keep speech weights on, so its image holds them: none where PocketSphinx was chosen.
speech_weights() { [[ $(setting UNDERTONE_ASR auto) == pocketsphinx ]] || setting UNDERTONE_WHISPER_MODEL base; }

# The worker's image is another with a GPU; the folders are those that the Dockerfiles copy from.
source_mark() {
  (
    cd "$ROOT" || exit
    printf '%s %s %s\n' "$GPU" "$TORCH_INDEX_URL" "$(speech_weights)"
    local each there=()
    for each in manage.py emotion_site recognition worker frontend requirements docker azure-deploy/*.Dockerfile; do
      [[ ! -e $each ]] || there+=("$each")
    done
    find ${there[@]+"${there[@]}"} \( -name node_modules -o -name dist -o -name coverage -o -name __pycache__ \) -prune -o -type f -print |
      LC_ALL=C sort | tr '\n' '\0' | sums_of_files
  ) | sha256 | cut -c 1-12
}
# With their names: a file that is only called otherwise makes another image, too.
sums_of_files() { if command -v sha256sum >/dev/null; then xargs -0 sha256sum; else xargs -0 shasum -a 256; fi; }

build_image() {
  local image=$1 file=docker/$1.Dockerfile arguments=(--build-arg "VERSION=$VERSION")
  [[ ! -f $HERE/$image.Dockerfile ]] || file=azure-deploy/$image.Dockerfile
  [[ $image != worker ]] || arguments+=(--build-arg "WHISPER_MODEL=$(speech_weights)")
  if [[ $image == worker && $GPU == no ]]; then arguments+=(--build-arg "PIP_EXTRA_INDEX_URL=$TORCH_INDEX_URL"); fi
  note "building $image:$VERSION (some minutes)"
  change acr build --registry "$REGISTRY" --resource-group "$GROUP" --image "$image:$VERSION" --file "$ROOT/$file" \
    --platform linux --timeout 7200 ${arguments[@]+"${arguments[@]}"} "$ROOT"
}
