# A module, or several sheets as one, as they are served: without comments and indentation, which are a
# third of what a module weighs compressed. Only whole lines are left out; licences ("/*!") stay. A module with text
# over several lines (a backtick without its other one) is served as it is written.
{ line[NR] = $0; rest = $0; if (gsub(/`/, "", rest) % 2) spans = 1 }
END {
    for (i = 1; i <= NR; ++i) {
        text = line[i]
        if (spans) { print text; continue }
        sub(/^[ \t]+/, "", text)
        if (inside) { if (text ~ /\*\//) inside = 0; continue }
        if (text ~ /^\/\*[^!]/ && text !~ /\*\//) { inside = 1; continue }
        if (text ~ /^\/\*[^!].*\*\/$/ || text ~ /^\/\// || text == "") continue
        print text
    }
}
