// Counts the scenarios that the server has seen and whose call ended as it should, and lists the others.
//
//   node summary.mjs OUT REPORT-BEFORE CONTRADICTIONS REPORT-URL
import fs from "node:fs";

const [out, pristineFile, contradictionsFile, reportUrl] = process.argv.slice(2);
const lines = JSON.parse(fs.readFileSync(out, "utf8"));
const report = await (await fetch(reportUrl)).json();

/** A server's success has to be one for the caller, and its failure a failure, but where a call expects otherwise. */
function isRight(line) {
  if (line.uncalled) return false;
  if (line.expect === "error") return !line.ok;
  if (line.expect === "ok") return line.ok;
  // A redirect may be documented as what a call comes to, and then is no error to the server.
  return line.status < 300 ? line.ok : line.status < 400 || !line.ok;
}

const wrong = new Map();
for (const line of lines) {
  for (const name of line.hit) {
    if (isRight(line)) wrong.delete(name);
    else if (!wrong.has(name)) wrong.set(name, line);
  }
}
// What the server itself does against its document: the call has to fail, and say why.
const contradictions = JSON.parse(fs.readFileSync(contradictionsFile, "utf8"));
let contradicting = 0;
for (const name of [...wrong.keys()]) {
  if (!contradictions[name] || wrong.get(name).status === undefined) continue;
  wrong.delete(name);
  contradicting += 1;
}
// Other scenarios join the report when their documents are called.
const names = Object.keys(JSON.parse(fs.readFileSync(pristineFile, "utf8")));
for (const name of [...wrong.keys()]) if (!names.includes(name)) wrong.delete(name);
const unseen = names.filter((name) => !report[name]);
for (const [name, line] of wrong) console.log(`wrong: ${name}: ${line.key}: ${line.status}: ${line.error}`);
if (unseen.length) console.log(`unseen: ${unseen.join(" ")}`);
const rejected = lines.filter((line) => line.uncalled || (line.hit.length === 0 && line.status >= 400));
if (process.env.VERBOSE) {
  for (const line of rejected) console.log(`no scenario: ${line.document} ${line.key}: ${line.uncalled ?? `${line.status}: ${line.body.slice(0, 160).replace(/\s+/g, " ")}`}`);
}
console.log(`autorest contradicts its documents in ${contradicting} scenarios, which end as errors that say so`);
console.log(`autorest ${names.length - unseen.length - wrong.size} of ${names.length}`);
