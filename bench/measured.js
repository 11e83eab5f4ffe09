// Loaded before what is measured: when that process ends, it leaves behind what it has used.
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const usage = { peakMiB: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 };
    writeFileSync(process.env.TRIBUTARY_BENCH_USAGE, JSON.stringify(usage));
});
