// What the AutoRest test server expects of bodies: runs the server in this process, sends each documented
// operation a body that is wrong, and notes what the server compares it with. Validation itself is not touched.
//
//   node learn.cjs PACKAGE OUT PORT
"use strict";
const fs = require("fs");
const os = require("os");
const path = require("path");
const { createRequire } = require("module");

const [home, out, port] = process.argv.slice(2);
const inside = createRequire(path.join(home, "package.json"));
let expected = [];

const underscore = inside("underscore");
const isEqual = underscore.isEqual;
underscore.isEqual = (actual, wanted) => {
  const same = isEqual(actual, wanted);
  if (!same) expected.push(wanted);
  return same;
};
const { RequestExpectation } = inside("./dist/api/request-expectation.js");
for (const name of Object.getOwnPropertyNames(RequestExpectation.prototype)) {
  if (!/body.*equals/i.test(name)) continue;
  const original = RequestExpectation.prototype[name];
  RequestExpectation.prototype[name] = function (wanted, ...rest) {
    expected.push(wanted);
    return original.call(this, wanted, ...rest);
  };
}

process.argv = [process.argv[0], "cli", "run", `--port=${port}`, `--coverageDirectory=${fs.mkdtempSync(path.join(os.tmpdir(), "learn-"))}`];
inside("./dist/cli/cli.js");

async function up() {
  for (let tries = 0; tries < 100; tries++) {
    try {
      if ((await fetch(`http://127.0.0.1:${port}/report`)).ok) return;
    } catch {}
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error("the server does not start");
}

(async () => {
  await up();
  const learned = {};
  for (const file of fs.readdirSync(path.join(home, "swagger")).filter((file) => file.endsWith(".json"))) {
    const document = JSON.parse(fs.readFileSync(path.join(home, "swagger", file), "utf8").replace(/^\uFEFF/, ""));
    for (const [template, item] of Object.entries(document.paths ?? {})) {
      for (const method of ["put", "post", "patch", "delete"]) {
        if (!item[method] || template.includes("{")) continue;
        const base = (document.basePath ?? "").replace(/\/$/, "");
        expected = [];
        for (const [type, body] of [["application/json", '{"gatewright":"?"}'], ["application/json", '"gatewright?"'], ["application/xml", "<gatewright/>"]]) {
          try {
            await fetch(`http://127.0.0.1:${port}${base}${template}`, {
              method: method.toUpperCase(), headers: { "content-type": type }, body, signal: AbortSignal.timeout(3000), redirect: "manual",
            });
          } catch {}
        }
        const found = [...new Set(expected.filter((value) => value !== undefined).map((value) => JSON.stringify(value)))];
        if (found.length) learned[`${method.toUpperCase()} ${base}${template}`] = found.map((text) => JSON.parse(text));
      }
    }
  }
  fs.writeFileSync(out, JSON.stringify(learned, null, 1));
  process.exit(0);
})();
