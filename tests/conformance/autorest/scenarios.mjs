// The calls of the AutoRest run: for each documented operation what its document says of the values (enums of one
// value, defaults, examples), the bodies that the server expects, and what calls.json lists by hand.
//
//   node scenarios.mjs SWAGGER-FOLDER LEARNED CALLS BASE-URL DOCUMENT… > scenarios.json
import fs from "node:fs";
import path from "node:path";

const [folder, learnedFile, callsFile, origin, ...documents] = process.argv.slice(2);
const learned = JSON.parse(fs.readFileSync(learnedFile, "utf8"));
const byHand = JSON.parse(fs.readFileSync(callsFile, "utf8"));
const unused = new Set(Object.keys(byHand));
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];
const scenarios = [];

for (const name of documents) {
  const document = JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`), "utf8").replace(/^\uFEFF/, ""));
  const resolve = (node) => {
    while (node && node.$ref?.startsWith("#/")) {
      node = node.$ref.slice(2).split("/").reduce((at, key) => at?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], document);
    }
    return node ?? {};
  };
  const base = origin + (document.basePath ?? "").replace(/\/$/, "");
  for (const [template, item] of Object.entries(document.paths)) {
    for (const method of METHODS.filter((method) => item[method])) {
      const operation = item[method];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve);
      const key = operation.operationId;
      const given = {};
      let takesBody = false;
      for (const parameter of parameters) {
        if (parameter.in === "body") takesBody = true;
        if (parameter.in === "body" || parameter.in === "formData") continue;
        const value = known(parameter);
        if (value !== undefined && (parameter.required || parameter.enum?.length === 1)) given[`${parameter.in} ${parameter.name}`] = value;
      }
      const bodies = takesBody ? (learned[`${method.toUpperCase()} ${(document.basePath ?? "").replace(/\/$/, "")}${template}`] ?? []) : [];
      const plain = { document: name, method: method.toUpperCase(), path: template, base, key, given };
      const hand = byHand[key] ?? byHand[`${name} ${key}`];
      unused.delete(key);
      unused.delete(`${name} ${key}`);
      if (hand) {
        for (const { base: other, document: only, ...one } of hand) {
          const { secrets, mediaType, times, expect, bare, bodyOfGet, raw, retries, streamed, ...values } = one;
          if (only && only !== name) continue;
          scenarios.push({ ...plain, base: other ?? base, given: bare ? values : { ...given, ...values }, secrets, mediaType, times, expect, bodyOfGet, raw, retries, streamed });
        }
      } else if (takesBody && !bodies.length) {
        scenarios.push({ ...plain, bodyOfGet: true });
      } else if (bodies.length) {
        for (const body of bodies.map(parsed)) scenarios.push({ ...plain, given: { ...given, body } });
      } else {
        scenarios.push(plain);
      }
    }
  }
}
if (unused.size) console.error(`calls.json: no such operation: ${[...unused].join(", ")}`);
process.stdout.write(JSON.stringify(scenarios));

/** Some bodies are compared as they came, and are JSON of their own. */
function parsed(body) {
  return typeof body === "string" && /^".*"$/s.test(body) ? JSON.parse(body) : body;
}

function known(parameter) {
  const schema = parameter;
  for (const value of [schema.enum?.[0], schema.default, schema["x-example"], schema.items?.enum && [schema.items.enum[0]]]) {
    if (value !== undefined) return value;
  }
  return undefined;
}
