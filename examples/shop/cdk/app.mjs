// `cdk deploy --app 'node app.mjs'` deploys the function and the API in front of it, from the document that the function's
// trait was generated from. `cargo lambda build --release --arm64` builds the function before.
import { readFileSync } from 'node:fs';
import * as cdk from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { parse } from 'yaml';

const [document, code] = [process.env.DOCUMENT ?? '../shop.aws.yaml', process.env.CODE ?? '../target/lambda/gatewright-example-shop'];

class ShopStack extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id);
    const shop = new lambda.Function(this, 'Shop', {
      runtime: lambda.Runtime.PROVIDED_AL2023,
      architecture: lambda.Architecture.ARM_64,
      handler: 'bootstrap',
      code: lambda.Code.fromAsset(code),
    });
    // The document has the function's logical id; by itself the CDK adds a hash to it.
    shop.node.defaultChild.overrideLogicalId('Shop');
    // Not `fromAsset`: API Gateway does not replace `${Shop.Arn}` in a file, CloudFormation does in a template.
    const api = new apigateway.SpecRestApi(this, 'Api', {
      apiDefinition: apigateway.ApiDefinition.fromInline(parse(readFileSync(document, 'utf8'))),
      deployOptions: { stageName: 'live' },
    });
    shop.addPermission('Invoke', {
      principal: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: api.arnForExecuteApi(),
    });
  }
}

const app = new cdk.App();
new ShopStack(app, 'ShopStack');
app.synth();
