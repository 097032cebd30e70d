# Runs a script in a new directory and prints its exit code, what it wrote, and what is in the directory then.
mkdir w && cd w && umask 022 || exit 111
/bin/sh -c "$1" > ../out 2> ../err < /dev/null
echo "exit $?"
show() {
  LC_ALL=C tr -c '\n -~' '?' < ../$1 | sed "s/^/$1 /"
  if test -s ../$1 && test "$(tail -c 1 ../$1 | od -An -c | tr -d ' ')" != '\n'; then echo; echo "$1 has no last newline"; fi
}
show out
show err
find . -mindepth 1 -printf 'file %M %s %p %l\n' | sed -E 's/^(file d[^ ]+) [0-9]+/\1/; s/ $//' | LC_ALL=C sort -k 3
