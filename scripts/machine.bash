# What the scripts need of a machine, and how it comes there. Sourced by them, not run.

# Names what is missing of the given commands and of the toolchains, and installs what Debian has. Where that cannot be
# done, says what is missing and ends with exit 1.
prepare() {
  local absent=() packages=() wished=() name
  has cargo || absent+=("cargo: Rust, by rustup")
  has cargo-fmt || absent+=("cargo fmt: rustup component add rustfmt")
  has cargo-clippy || absent+=("cargo clippy: rustup component add clippy")
  for name in "$@"; do
    case "$name" in
      cc) has cc || packages+=(gcc libc6-dev) ;;
      chromium) has chromium || has chromium-browser || has google-chrome || packages+=(chromium) ;;
      java) has java || packages+=(default-jre-headless) ;;
      neovim) has nvim || packages+=(neovim) ;;
      fonts) has_text_fonts || packages+=(fontconfig fonts-liberation) ;;
      python) python3 -c "import ensurepip, venv" 2>/dev/null || packages+=(python3 python3-venv) ;;
      faketime) has faketime || wished+=(faketime) ;;
      firefox) has firefox-esr || has firefox || wished+=(firefox-esr) ;;
      pdftotext) has pdftotext || packages+=(poppler-utils) ;;
    esac
  done
  if (($# > 1)); then
    has node || absent+=("node: Node 20 or newer")
    has npm || absent+=("npm: it comes with Node")
  fi
  if ((${#packages[@]} > 0)) && ! can_install; then
    absent+=("${packages[*]}: as root, apt-get install ${packages[*]}")
  fi
  if ((${#absent[@]} > 0)); then
    echo "missing on this machine, and not to be installed from here:" >&2
    printf '  %s\n' "${absent[@]}" >&2
    exit 1
  fi
  if ((${#packages[@]} > 0)); then
    echo "installing ${packages[*]}"
    as_root apt-get -q update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 install \
      --no-install-recommends "${packages[@]}"
  fi
  # A second engine and another clock are welcome and not needed: not every system has them as packages.
  if ((${#wished[@]} > 0)) && can_install; then
    as_root apt-get -q update
    for name in "${wished[@]}"; do
      echo "installing $name"
      as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 install \
        --no-install-recommends "$name" || echo "not to be had: $name; its tests are left out"
    done
  fi
  if (($# > 1)); then
    CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
    export CHROMIUM
  fi
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# The fonts that stand in until those of the site are there. A reader's machine has them, a bare one has not.
has_text_fonts() {
  local families
  families=$(fc-list : family 2>/dev/null) || return 1
  [[ "$families" == *"Liberation Serif"* || "$families" == *"Times New Roman"* ]]
}

can_install() {
  has apt-get && { [[ "$(id -u)" == 0 ]] || sudo -n true 2>/dev/null; }
}

as_root() {
  if [[ "$(id -u)" == 0 ]]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

# Installs the packages of a folder, without one those of the browser tests, as its lock file has them, when they are not
# there yet.
install_packages() {
  local folder="${1:-tests/browser}"
  local lock="$folder/package-lock.json" stamp="$folder/node_modules/.installed-lock"
  if grep -n '"resolved"' "$lock"; then
    echo "the lock file names a registry; install with the .npmrc beside it"
    return 1
  fi
  if cmp -s -- "$lock" "$stamp"; then
    echo "as in the lock file"
    return 0
  fi
  (cd -- "$folder" && timeout 600 npm ci --no-audit --no-fund --loglevel=error)
  cp -- "$lock" "$stamp"
}

# The Node that came with the packages, where it has one for this machine, else the machine's own: html-validate needs a
# newer one than Debian's.
newer_node() {
  local carried
  for carried in "$PWD"/{tests/browser/,}node_modules/node-*/bin/node; do
    if [[ -x "$carried" ]]; then
      echo "$carried"
      return 0
    fi
  done
  command -v node
}
