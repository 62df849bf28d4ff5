#!/bin/sh
# plot.sh REPORT > report.svg: the fit's error over length, a point for each width, a panel for each device. Needs gnuplot.
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
awk -v d="$tmp" 'NF == 1 { name = $1 } NF == 9 && $4 == "%" { print $2, $1, $3, $9 > (d "/" name) }' "$1"
{
    echo "set terminal svg size 980,520 font 'sans,11' background 'white'"
    echo "set multiplot layout 2,4 margins 0.06,0.94,0.11,0.93 spacing 0.075,0.14"
    echo "set logscale x; set xrange [0.1:10]; set yrange [0:15]; set y2range [0:0.6]; set ytics nomirror; set grid y"
    echo "set xtics (0.15,0.5,1,2,8); unset key"
    n=0
    for f in "$tmp"/*; do
        n=$((n + 1))
        [ $n -gt 4 ] && echo "set xlabel 'L, um'"
        [ $((n % 4)) -eq 1 ] && echo "set ylabel 'RMS error, %'" || echo "unset ylabel"
        echo "set title '$(basename "$f")' noenhanced"
        echo "plot '$f' using 1:3 with points pt 7 ps 0.5 lc rgb '#2f78c4'"
    done
    echo "unset title; unset border; unset xtics; unset ytics; unset xlabel; unset ylabel; unset grid"
    echo "set label 1 'strong inversion, each dot one width' at graph 0.02,0.7; set label 2 '(0.42 to 15 um)' at graph 0.02,0.6"
    echo 'unset logscale; plot [0:1][0:1] -1 notitle'
} | gnuplot
