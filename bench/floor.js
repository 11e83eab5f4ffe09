// The least that a preview can cost: so many resources registered bare on the SDK's own mocks, in a fresh process.
const pulumi = require("@pulumi/pulumi");
const aws = require("@pulumi/aws");

const resources = Number(process.argv[2]);

pulumi.runtime
    .setMocks(
        { newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs }), call: () => ({}) },
        "floor",
        "floor",
    )
    .then(() => {
        for (let index = 0; index < resources; index++) {
            new aws.sqs.Queue(`queue-${index}`, { visibilityTimeoutSeconds: 30 });
        }
        return pulumi.runtime.disconnect();
    });
