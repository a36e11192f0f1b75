import { readFileSync } from 'node:fs';

/** Prints what every program here prints. */
export function report(mode, count, size, seconds, times) {
  const sorted = times.length === 0 ? [0] : times.sort((a, b) => a - b);
  const usage = process.cpuUsage();
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  console.log(JSON.stringify({
    mode, n: count, size, secs: seconds, per_s: count / seconds,
    p50_us: sorted[Math.floor(sorted.length / 2)], p99_us: sorted[Math.floor(sorted.length * 99 / 100)],
    cpu_s: (usage.user + usage.system) / 1e6, max_rss_kb: Number(peak),
  }));
}

export const arguments_ = () => [process.argv[2], Number(process.argv[3]), Number(process.argv[4]), Number(process.argv[5])];
