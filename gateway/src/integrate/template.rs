//! The templates of mapped integrations.

/// The text of a variable as it is within the quotes of JSON: `escapeJavaScript` escapes single quotes, which JSON does not
/// allow.
fn escaped(value: &str) -> String {
    format!("$util.escapeJavaScript({value}).replaceAll(\"\\\\'\", \"'\")")
}

fn entries(of: &str) -> String {
    let value = escaped(&format!("$all.{of}.get($name)"));
    format!("{{#foreach($name in $all.{of}.keySet())\"$name\": \"{value}\"#if($foreach.hasNext), #end#end}}")
}

/// The event of a proxy, as far as the templates of API Gateway can know the request: of a repeated parameter they know the
/// last value.
pub(super) fn event(has_body: bool) -> String {
    let body = match has_body {
        true => format!("\"{}\"", escaped("$input.body")),
        false => "null".to_owned(),
    };
    format!(
        "#set($all = $input.params())\n{{\n  \"resource\": \"$context.resourcePath\",\n  \"httpMethod\": \"$context.httpMethod\",\n  \
         \"path\": \"$context.path.replaceFirst(\"^/$context.stage\", \"\")\",\n  \"headers\": {},\n  \
         \"queryStringParameters\": {},\n  \"body\": {body},\n  \"isBase64Encoded\": false,\n  \
         \"requestContext\": {{\"requestId\": \"$context.requestId\", \"identity\": {{\"sourceIp\": \"$context.identity.sourceIp\"}}}}\n}}",
        entries("header"),
        entries("querystring"),
    )
}

/// What the function says the response is.
pub(super) fn response(headers: &[&str], cors: Option<&str>) -> String {
    let mut text =
        "#set($response = $input.path('$'))\n#set($context.responseOverride.status = $response.statusCode)\n"
            .to_owned();
    for header in headers {
        let name = header.to_ascii_lowercase();
        // A proxy lists all values of a header, or has one.
        text.push_str(&format!(
            "#set($value = $response.multiValueHeaders.get(\"{name}\").get(0))\n\
             #if($value == \"\")#set($value = $response.headers.get(\"{name}\"))#end\n\
             #if($value != \"\")#set($context.responseOverride.header.{header} = $value)#end\n"
        ));
    }
    if let Some(origin) = cors {
        text.push_str(&format!("#set($context.responseOverride.header.Access-Control-Allow-Origin = \"{origin}\")\n"));
    }
    text + "$response.body"
}
