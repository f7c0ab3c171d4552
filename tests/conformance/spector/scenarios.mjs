// The calls of the spector run, derived from the mock definitions of @typespec/http-specs (what a request has to hold)
// and the documents (where that stands in it).
//
//   node scenarios.mjs FOLDER-OF-NODE_MODULES DOCUMENTS CALLS BASE-URL > scenarios.json
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [home, documents, callsFile, origin] = process.argv.slice(2);
const { expandDyns } = await import(pathToFileURL(path.join(home, "node_modules/@typespec/spec-api/dist/index.js")));
const byHand = JSON.parse(fs.readFileSync(callsFile, "utf8"));
const mocks = path.join(home, "node_modules/@typespec/http-specs/dist/specs");
const assets = path.join(home, "node_modules/@typespec/http-specs");
const config = { baseUrl: origin };

const all = fs.readdirSync(documents).filter((file) => file.endsWith(".json")).sort();
const loaded = all.map((file) => ({ name: file.slice(0, -5), ...JSON.parse(fs.readFileSync(path.join(documents, file), "utf8")) }));
const scenarios = [];
const inexpressible = [];

const modules = fs.readdirSync(mocks, { recursive: true }).filter((file) => path.basename(file) === "mockapi.js").sort();
for (const module of modules) {
  const folder = path.dirname(module).replaceAll(path.sep, "_");
  const own = loaded.filter(({ name }) => name === folder || new RegExp(`^${folder}_\\d+$`).test(name));
  const { Scenarios } = await import(pathToFileURL(path.join(mocks, module)));
  for (const [key, scenario] of Object.entries(Scenarios)) {
    if (byHand[key]) {
      for (const hand of byHand[key]) {
        const { secrets, mediaType, given, raw, pages, ...other } = hand;
        const found = find(own, { method: "get", uri: "", ...scenario.apis[0], ...other });
        if (!found) inexpressible.push(`${key}: no operation ${JSON.stringify(other)}`);
        // Files are those of the package.
        for (const part of given?.parts ?? []) if (part.file) part.base64 = fs.readFileSync(path.join(assets, part.file)).toString("base64");
        if (found) scenarios.push({ key, ...found, pages, raw, secrets, mediaType: mediaType ?? found.mediaType, given: { ...found.given, ...given } });
      }
      continue;
    }
    for (const api of scenario.apis) {
      const found = find(own, api);
      if (!found) {
        inexpressible.push(`${key}: no operation ${api.method} ${api.uri}`);
        continue;
      }
      scenarios.push({ key, ...found });
    }
  }
}
fs.writeFileSync(path.join(documents, ".inexpressible"), inexpressible.join("\n"));
process.stdout.write(JSON.stringify(scenarios));

/** The operation that a mock stands for, with the values that it wants. The documented path with most literal text wins. */
function find(own, api) {
  const [route, search = ""] = api.uri.split("?");
  let best;
  for (const document of own) {
    const server = (document.servers?.[0]?.url ?? "").replace(/^[a-z]+:\/\/[^/]*/, "");
    const prefix = server.replace(/^\{endpoint\}/, "").replace(/\/$/, "");
    for (const [template, item] of Object.entries(document.paths ?? {})) {
      const operation = item[api.method];
      if (!operation) continue;
      const fixed = prefix.replace(/\{(\w+)\}/g, (_, name) => document.servers[0].variables?.[name]?.default ?? "");
      const bare = (fixed + template).split("?")[0];
      const names = [];
      // A mock may have a parameter of express (`:id`) where the document has one of its own.
      const pattern = bare.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{([^}]+)\}/g, (_, name) => (names.push(name), "(.+)"));
      const match = new RegExp(`^${pattern}$`).exec(decodeURI(route));
      if (!match) continue;
      const weight = bare.replace(/\{[^}]+\}/g, "").length;
      if (best && best.weight >= weight) continue;
      best = { weight, document, item, operation, template, base: origin + fixed, captured: Object.fromEntries(names.map((name, index) => [name, match[index + 1]])) };
    }
  }
  if (!best) return undefined;
  const { document, item, operation, template, base, captured } = best;
  const resolve = (node) => (node?.$ref ? node.$ref.slice(2).split("/").reduce((at, part) => at[part], document) : node);
  const request = api.request ?? {};
  const headers = Object.fromEntries(Object.entries(expandDyns(request.headers ?? {}, config)).map(([name, value]) => [name.toLowerCase(), value]));
  const query = { ...Object.fromEntries(new URLSearchParams(search)), ...(request.query ?? {}) };
  const given = {};
  const raw = {};
  for (const parameter of [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve)) {
    const schema = resolve(parameter.schema ?? Object.values(parameter.content ?? {})[0]?.schema ?? {});
    const name = parameter.name;
    const values = { path: request.pathParams?.[name] ?? captured[name], query: query[name], header: headers[name.toLowerCase()], cookie: undefined };
    let value = values[parameter.in];
    if (value === undefined && parameter.required) value = schema.enum?.[0] ?? schema.default ?? parameter.example;
    // OpenAPI leaves this header to the client, which has it by `customize`.
    if (parameter.in === "header" && name.toLowerCase() === "accept") {
      if (headers.accept !== undefined) raw.headers = { accept: headers.accept };
      continue;
    }
    if (value !== undefined && name.toLowerCase() !== "content-type") given[`${parameter.in} ${name}`] = coerce(value, schema, parameter, resolve);
  }
  let mediaType = headers["content-type"];
  const content = resolve(operation.requestBody)?.content;
  if (request.body && content) {
    const { body } = request;
    mediaType ??= body.contentType;
    if (body.kind === "multipart") {
      const text = (value) => (typeof value === "object" ? JSON.stringify(value) : String(value));
      const fields = Object.entries(body.parts ?? {}).map(([name, value]) => ({ name, text: text(value) }));
      const files = (body.files ?? []).map((file) => ({ name: file.fieldname, fileName: file.originalname, mediaType: file.mimetype, base64: file.buffer.toString("base64") }));
      given.parts = [...fields, ...files];
    } else {
      const text = Buffer.isBuffer(body.rawContent) ? body.rawContent.toString("base64") : typeof body.rawContent === "string" ? body.rawContent : body.rawContent?.serialize(config);
      const json = /json$/.test(body.contentType);
      const schema = resolve(Object.values(content)[0].schema) ?? {};
      if (text !== undefined && schema.format === "binary") given.body = { $base64: Buffer.isBuffer(body.rawContent) ? text : Buffer.from(text).toString("base64") };
      else if (text !== undefined && schema.type === "string" && Buffer.isBuffer(body.rawContent)) given.body = body.rawContent.toString("utf8");
      else if (text !== undefined) given.body = json ? JSON.parse(text) : Buffer.isBuffer(body.rawContent) ? { $base64: text } : text;
    }
  } else if (content && headers["content-type"] === undefined) {
    mediaType = Object.keys(content)[0];
  }
  // XML is compared as XML: what was read is sent back.
  const bodyOfGet = /xml/.test(mediaType ?? "");
  if (bodyOfGet) delete given.body;
  const secrets = {};
  for (const [name, scheme] of Object.entries(document.components?.securitySchemes ?? {})) {
    const header = headers[scheme.type === "apiKey" ? scheme.name.toLowerCase() : "authorization"];
    if (header !== undefined) secrets[name] = [String(header).replace(new RegExp(`^${scheme.scheme ?? "Bearer"} `, "i"), "")];
  }
  return { bodyOfGet, secrets, raw, document: document.name, base, method: api.method.toUpperCase(), path: template, given, mediaType };
}

/** Text of a URL or header as the value that it stands for. */
function coerce(value, schema, parameter, resolve) {
  const type = Array.isArray(schema.type) ? schema.type.find((type) => type !== "null") : schema.type;
  if (type === "array") {
    const items = Array.isArray(value) ? value : String(value).split({ spaceDelimited: " ", pipeDelimited: "|" }[parameter.style] ?? ",");
    return items.map((item) => coerce(item, resolve(schema.items) ?? {}, {}, resolve));
  }
  if (Array.isArray(value)) return value.map((item) => coerce(item, schema, parameter, resolve));
  if ((type === "integer" || type === "number") && value !== "" && !Number.isNaN(Number(value))) return Number(value);
  if (type === "boolean") return value === true || value === "true";
  return type === "string" && typeof value !== "object" ? String(value) : value;
}
