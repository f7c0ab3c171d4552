import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [file, name] = process.argv.slice(1);
const write = (value) => fs.writeSync(1, JSON.stringify(value === undefined ? null : value));
console.log = console.info = console.debug = console.error;

try {
  const found = [".mjs", ".cjs", ".js"].map((end) => path.resolve(file + end)).find((it) => fs.existsSync(it));
  if (!found) throw new Error(`there is no ${file}.mjs, .cjs or .js`);
  const module = await import(pathToFileURL(found).href);
  const handler = module[name] ?? module.default?.[name];
  const event = JSON.parse(fs.readFileSync(0, "utf8"));
  const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME ?? "";
  const context = { functionName, awsRequestId: "local", getRemainingTimeInMillis: () => 29000 };
  const result = await new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, value) => (error ? reject(error) : resolve(value)));
    if (returned && typeof returned.then === "function") returned.then(resolve, reject);
  });
  write(result);
  process.exit(0);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  write({ errorMessage: message, errorType: error?.name ?? "Error", stackTrace: String(error?.stack ?? "").split("\n") });
  process.exit(1);
}
