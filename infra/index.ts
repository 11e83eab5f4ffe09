import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadConfiguration } from "./config/load";
import { platform } from "./platform";

/** Entry of the Pulumi program: the stack's name is the environment's. */
module.exports = async () => {
    const configuration = await loadConfiguration({
        root: resolve(__dirname, ".."),
        stack: pulumi.getStack(),
    });
    return platform(configuration);
};
