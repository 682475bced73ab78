# A stand-in for a fence agent of cluster-glue. It notes what it should have fenced. The lines above it set METADATA (the
# parameters, as getinfo-xml prints them) and NAMES.
case $1 in
gethosts) printf 'rsha1\nrsha2\n' ;;
getconfignames) echo "$NAMES" ;;
getinfo-xml) cat "$METADATA" ;;
getinfo-*) echo "Stand-in" ;;
reset | off) date >>/run/stand-in-fenced ;;
esac
exit 0
