# Markdown tables of what `run` has measured: lines of workload, system, rows/s and test loss or the limit's two parts,
# separated by tabs; where a workload begins, its name, "label" and what to call it.
BEGIN {
    FS = "\t"
    # Workloads that are compared with Lockstep on another one, which differs in one setting.
    other["linear-blocks"] = "linear"; other_setting["linear-blocks"] = "rows"
    other["linear-bfloat16"] = "linear-large-batch"; other_setting["linear-bfloat16"] = "float32"
}

$2 == "label" { works[++work_count] = $1; label[$1] = $3; next }

{
    if (!($2 in known)) { known[$2]; if ($2 != "Lockstep" && $2 != "limit") peers[++peer_count] = $2 }
    speeds[$1, $2] = speeds[$1, $2] " " $3
    if ($2 == "limit") {
        if (split($4, parts, " ") == 2) {
            memory[$1] = memory[$1] " " parts[1]
            arithmetic[$1] = arithmetic[$1] " " parts[2]
        }
    } else if ($4 + 0 > 0) {
        losses[$1, $2] = losses[$1, $2] " " $4
    }
}

function median(text, values, count, i, j, t) {
    count = split(text, values, " ")
    for (i = 2; i <= count; i++)
        for (j = i; j > 1 && values[j] + 0 < values[j - 1] + 0; j--) {
            t = values[j]; values[j] = values[j - 1]; values[j - 1] = t
        }
    return count ? values[int((count + 1) / 2)] + 0 : 0
}

function speed(text, value) {
    value = median(text)
    if (value == 0) return "-"
    if (value >= 999500) return sprintf("%.2f M", value / 1e6)
    if (value >= 99950) return sprintf("%.0f k", value / 1e3)
    return sprintf("%.1f k", value / 1e3)
}

function loss(text) { return text == "" ? "-" : sprintf("%.4g", median(text)) }

function ratio(a, b) { return a > 0 && b > 0 ? sprintf(a / b < 9.95 ? "%.2f" : "%.0f", a / b) : "-" }

function best_peer(work, i, best) {
    for (i = 1; i <= peer_count; i++)
        if (median(speeds[work, peers[i]]) > median(speeds[work, best])) best = peers[i]
    return best
}

END {
    print "| workload | Lockstep, rows/s | test loss | limit, rows/s | of the limit | best peer | its rows/s | its test loss | times the best peer |"
    print "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for (i = 1; i <= work_count; i++) {
        work = works[i]
        own = median(speeds[work, "Lockstep"])
        row = "| " label[work] " | " speed(speeds[work, "Lockstep"]) " | " loss(losses[work, "Lockstep"]) " | " \
            speed(speeds[work, "limit"]) " | " ratio(own, median(speeds[work, "limit"])) " | "
        base = other[work]
        if (base != "" && speeds[base, "Lockstep"] != "") {
            print row "Lockstep, " other_setting[work] " | " speed(speeds[base, "Lockstep"]) " | " \
                loss(losses[base, "Lockstep"]) " | " ratio(own, median(speeds[base, "Lockstep"])) " |"
        } else {
            best = best_peer(work)
            print row (best == "" ? "-" : best) " | " speed(speeds[work, best]) " | " loss(losses[work, best]) " | " \
                ratio(own, median(speeds[work, best])) " |"
        }
    }

    print "\nEvery peer, in rows/s (test loss; - where an epoch was not run to its end), and the two parts of the limit of networks:\n"
    head = "| workload |"; rule = "| --- |"
    for (p = 1; p <= peer_count; p++) { head = head " " peers[p] " |"; rule = rule " --- |" }
    print head " reading the rows | arithmetic |"
    print rule " --- | --- |"
    for (i = 1; i <= work_count; i++) {
        work = works[i]
        if (other[work] != "") continue
        row = "| " label[work] " |"
        for (p = 1; p <= peer_count; p++) {
            text = speeds[work, peers[p]]
            row = row " " (text == "" ? "-" : speed(text) " (" loss(losses[work, peers[p]]) ")") " |"
        }
        print row " " speed(memory[work]) " | " speed(arithmetic[work]) " |"
    }
}
