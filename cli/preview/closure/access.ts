import type { AccessRequest } from "../../local/authorization/request";
import type { PlanResource } from "../plan";

/** A call that a resource's own settings make happen, or that a role's policy provides for. */
export interface Access {
    /** The resource whose settings say so. */
    readonly by: PlanResource;
    readonly request: AccessRequest;
    /** What the service is given without a policy of ours, so that only the use of the key is to be judged. */
    readonly callIsGiven?: boolean;
}
