// Counts the scenarios that the server calls passed and whose calls ended as they should, and lists the others.
//
//   node summary.mjs OUT COVERAGE-URL
import fs from "node:fs";

const [out, coverageUrl] = process.argv.slice(2);
const lines = JSON.parse(fs.readFileSync(out, "utf8"));
const coverage = await (await fetch(coverageUrl)).json();
const results = Object.assign({}, ...coverage.map((one) => one.results));
const called = new Set(lines.map((line) => line.key));
const isRight = (line) => !line.uncalled && (line.status < 400 ? line.ok : !line.ok);
const wrong = new Map(lines.filter((line) => !isRight(line)).map((line) => [line.key, line]));

let passed = 0;
for (const [key, result] of Object.entries(results)) {
  const line = wrong.get(key);
  if (result === "pass" && !line) {
    passed += 1;
    continue;
  }
  const why = line ? (line.uncalled ?? `${line.status}: ${line.error}`) : result === "fail" ? lines.filter((line) => line.key === key).map((line) => `${line.status} ${line.body.slice(0, 150)}`).join("; ") : called.has(key) ? result : "the documents do not have it";
  if (called.has(key) || process.env.VERBOSE) console.log(`${key}: ${why}`);
}
const expressible = Object.keys(results).filter((key) => called.has(key)).length;
console.log(`spector ${passed} of ${expressible}`);
