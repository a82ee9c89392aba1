# Sourced by script/*: system packages, and throw-away PostgreSQL clusters.

die() { printf '%s\n' "$*" >&2; exit 1; }

# Rust from rustup, for shells that don't have it on their PATH yet.
PATH=$PATH:${CARGO_HOME:-${HOME:-/root}/.cargo}/bin

## System packages

# install_packages NAME[|OTHER_NAME]…: by apt; the first name that it knows.
install_packages() {
  [ $# -gt 0 ] || return 0
  local names=() package name as_root=()
  command -v apt-get >/dev/null ||
    die "Missing packages: $*. Only Debian and Ubuntu get them by themselves: please install their like."
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "Missing packages: $*. As root: apt-get install ${*%%|*}"
    as_root=(sudo)
    [ -t 0 ] || as_root+=(--non-interactive)
  fi
  # A mirror that is down need not matter: the lists may be good enough.
  "${as_root[@]}" apt-get update -q </dev/null || true
  for package in "$@"; do
    for name in ${package//|/ }; do
      if [ -n "$(apt-cache show "$name" 2>/dev/null)" ]; then break; fi
    done
    names+=("$name")
  done
  echo "Installing ${names[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
    --no-install-recommends -o DPkg::Lock::Timeout=600 "${names[@]}" </dev/null ||
    die "Could not install ${names[*]}. As root: apt-get install ${names[*]}"
}

# What building and running the portal needs.
install_for_running() {
  local missing=()
  [ -n "$(pg_bin)" ] || missing+=(postgresql)
  [ -e "$(pg_config --libdir 2>/dev/null)/libpq.so" ] || missing+=(libpq-dev)
  command -v cc >/dev/null || missing+=(gcc libc6-dev)
  install_packages "${missing[@]}"
  command -v cargo >/dev/null || die "Rust is missing: install it from https://rustup.rs"
}

# What the checks and the tests need besides.
install_for_tests() {
  local missing=() tool
  command -v chromedriver >/dev/null ||
    missing+=('chromium|chromium-browser' 'chromium-driver|chromium-chromedriver')
  [ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ] || missing+=(fonts-noto-cjk)
  install_packages "${missing[@]}"
  for tool in fmt clippy; do
    cargo "$tool" --version >/dev/null 2>&1 || rustup component add "${tool/fmt/rustfmt}" ||
      die "cargo $tool is missing: install it with Rust from https://rustup.rs"
  done
}

## Throw-away clusters: all on the RAM disk if possible, nothing ever synced

# PostgreSQL's newest server programs; nothing if there are none.
pg_bin() {
  local dir
  for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) \
    "$(pg_config --bindir 2>/dev/null || true)" /usr/local/pgsql/bin; do
    if [ -x "$dir/initdb" ]; then
      echo "$dir"
      return
    fi
  done
}

# PostgreSQL refuses to run as root.
unprivileged() {
  if [ "$(id -u)" -ne 0 ]; then
    "$@"
  else
    local user=postgres
    id "$user" >/dev/null 2>&1 || user=nobody
    setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups "$@"
  fi
}

# Where clusters go: the RAM disk if 1 GiB is free there. A socket's path must be
# short, and plain enough to stand in a URL.
cluster_parent() {
  local free
  free=$(df -k --output=avail /dev/shm 2>/dev/null | tail -n 1) || free=0
  if [ -w /dev/shm ] && [ "${free:-0}" -ge 1048576 ]; then
    echo /dev/shm
  elif [[ ${TMPDIR:-} =~ ^/[A-Za-z0-9/._-]{1,50}$ ]] && unprivileged test -x "$TMPDIR"; then
    echo "${TMPDIR%/}"
  else
    echo /tmp
  fi
}

# A new directory for the cluster of this script, whose process id is in the name;
# those of scripts that were killed are removed on the way.
new_cluster_dir() {
  local parent dir pid
  parent=$(cluster_parent)
  for dir in "$parent"/yingke-test.*; do
    pid=${dir##*/yingke-test.}
    if [ -d "$dir" ] && ! grep -qs ') [^ZX] ' "/proc/${pid%%.*}/stat"; then
      cluster_stop "$dir"
      rm -rf "$dir"
    fi
  done
  mktemp -d "$parent/yingke-test.$$.XXXXXX"
}

# cluster_start DIR [MAX_CONNECTIONS]
cluster_start() {
  local dir=$1 connections=${2:-200} bin user
  bin=$(pg_bin)
  [ -n "$bin" ] || die "PostgreSQL's server programs are missing: apt-get install postgresql"
  if cluster_running "$dir"; then return; fi
  cluster_stop "$dir"
  mkdir -p -m 700 "$dir"
  user=$(unprivileged id -u)
  if [ -O "$dir" ]; then chown "$user" "$dir"; fi
  [ "$(stat -c %u "$dir")" = "$user" ] || die "$dir belongs to somebody else"
  (
    cd "$dir"
    unprivileged "$bin/initdb" --pgdata=data --username=yingke --auth=trust --encoding=UTF8 \
      --locale=C --lc-ctype=C.UTF-8 --no-sync --no-instructions >initdb.log 2>&1 ||
      { cat initdb.log >&2; die "PostgreSQL could not make a cluster in $dir"; }
    cat >>data/postgresql.conf <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
max_connections = $connections
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 512MB
dynamic_shared_memory_type = mmap
shared_buffers = 256MB
autovacuum = off
jit = off
timezone = 'UTC'
CONF
    unprivileged env -i PATH="$PATH" LC_ALL=C \
      "$bin/pg_ctl" --pgdata=data --log=log --silent --wait start >/dev/null </dev/null ||
      { cat log >&2; die "PostgreSQL did not start in $dir"; }
  )
}

cluster_running() {
  [ -d "$1/data" ] && (cd "$1" && unprivileged "$(pg_bin)/pg_ctl" --pgdata=data status >/dev/null 2>&1)
}

# cluster_stop DIR: stops it if it runs, and removes its files.
cluster_stop() {
  if cluster_running "$1"; then
    (cd "$1" && unprivileged "$(pg_bin)/pg_ctl" --pgdata=data --mode=immediate --silent stop) || true
  fi
  rm -rf "$1/data" "$1/log" "$1/initdb.log" "$1"/.s.PGSQL.5432*
  rmdir "$1" 2>/dev/null || true
}

# cluster_url DIR [DATABASE]
cluster_url() {
  echo "postgres:///${2:-postgres}?host=${1//\//%2F}&port=5432&user=yingke"
}
