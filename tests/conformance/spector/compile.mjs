// Compiles the specifications of @typespec/http-specs to OpenAPI documents.
//
//   node compile.mjs FOLDER-OF-NODE_MODULES OUT
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [home, out] = process.argv.slice(2);
const inside = createRequire(path.join(home, "package.json"));
const { compile, NodeHost } = await import(pathToFileURL(inside.resolve("@typespec/compiler")));
const specs = path.join(home, "node_modules/@typespec/http-specs/specs");

const files = fs.readdirSync(specs, { recursive: true }).filter((file) => path.basename(file) === "main.tsp").sort();
for (const file of files) {
  const name = path.dirname(file).replaceAll(path.sep, "_");
  try {
    const program = await compile(NodeHost, path.join(specs, file), {
      emit: ["@typespec/openapi3"],
      options: { "@typespec/openapi3": { "emitter-output-dir": path.join(out, ".emitted", name), "file-type": "json" } },
      additionalImports: ["@typespec/spector"],
    });
    const errors = program.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
    if (errors.length) console.error(`${name}: ${errors[0].code}: ${errors[0].message}`);
  } catch (error) {
    console.error(`${name}: ${error}`);
  }
  const emitted = path.join(out, ".emitted", name);
  if (!fs.existsSync(emitted)) continue;
  // A specification of several services or versions has a document for each.
  const documents = fs.readdirSync(emitted, { recursive: true }).filter((file) => file.endsWith(".json")).sort();
  for (const [index, document] of documents.entries()) {
    fs.copyFileSync(path.join(emitted, document), path.join(out, `${name}${documents.length > 1 ? `_${index}` : ""}.json`));
  }
}
