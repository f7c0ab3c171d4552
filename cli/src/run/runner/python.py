import importlib, json, os, sys, time, traceback

out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
sys.path.insert(0, os.getcwd())


class Context:
    function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
    function_version = "$LATEST"
    memory_limit_in_mb = "128"
    aws_request_id = "local"
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:" + function_name
    end = time.time() + 29

    def get_remaining_time_in_millis(self):
        return max(0, int((self.end - time.time()) * 1000))


try:
    module = importlib.import_module(sys.argv[1].replace("/", "."))
    json.dump(getattr(module, sys.argv[2])(json.load(sys.stdin), Context()), out)
except Exception as error:
    trace = traceback.format_exception(error)
    json.dump({"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": trace}, out)
    out.flush()
    sys.exit(1)
