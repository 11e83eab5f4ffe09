import { type CidrBlock, formatCidr, isWithin, overlaps, parseCidr, split } from "./cidr";

/** VPC User Guide, "VPC CIDR blocks": the largest block is /16. */
const LARGEST = 16;
/** AWS allows /28; below /24 a quarter has fewer than 59 usable addresses, and endpoints alone take ten a subnet. */
const SMALLEST = 24;

/** VPC User Guide, "Subnet sizing": the network, the router, DNS, one reserved, the broadcast address. */
export const RESERVED_ADDRESSES = 5;

/** Zones that a network may span: fewer are no redundancy, more have no quarter of the block. */
export const ZONES = { fewest: 2, most: 3 } as const;

/** RFC 1918, and RFC 6598's shared space; VPC User Guide, "VPC CIDR blocks". */
const PRIVATE_BLOCKS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** VPC User Guide, "VPC CIDR blocks": services such as SageMaker AI and Cloud9 use it for their containers. */
const TAKEN_BLOCK = "172.17.0.0/16";

/** Why a block cannot be a network's: what was found, what is allowed; undefined where it can. */
export function vpcCidrProblem(text: string): string | undefined {
    const block = parseCidr(text);
    if (block === undefined) {
        const start = firstAddress(text);
        return start === undefined
            ? `"${text}" is not CIDR notation; give a block such as 10.20.0.0/16`
            : `"${text}" does not start at its block's first address; give ${start}`;
    }
    if (block.prefix < LARGEST || block.prefix > SMALLEST) {
        return `"${text}" has /${block.prefix}; a VPC takes /${LARGEST} at most, and below /${SMALLEST} its subnets are too small`;
    }
    if (!PRIVATE_BLOCKS.some((outer) => isWithin(block, known(outer)))) {
        return `"${text}" are addresses of the public internet; take a block of ${PRIVATE_BLOCKS.join(", ")}`;
    }
    if (overlaps(block, known(TAKEN_BLOCK))) {
        return `"${text}" overlaps ${TAKEN_BLOCK}, which containers of AWS services use; take another block`;
    }
    return undefined;
}

/**
 * The blocks of a network's private subnets, one a zone. Each is a quarter of the VPC's block, whatever the number of
 * zones: so a third zone can be added later without moving the first two, and a quarter stays free.
 *
 * @param vpcCidr a block without {@link vpcCidrProblem}
 */
export function privateSubnetCidrs(vpcCidr: string, zones: number): string[] {
    return split(known(vpcCidr), 2).slice(0, zones).map(formatCidr);
}

function known(text: string): CidrBlock {
    const block = parseCidr(text);
    if (block === undefined) {
        throw new Error(`${text} is not a CIDR block`);
    }
    return block;
}

/** What somebody meant who wrote an address inside of the block. */
function firstAddress(text: string): string | undefined {
    const [address = "", prefix = ""] = text.split("/");
    const single = parseCidr(`${address}/32`);
    const bits = /^\d{1,2}$/.test(prefix) ? Number(prefix) : 33;
    if (single === undefined || bits > 32) {
        return undefined;
    }
    const size = 2 ** (32 - bits);
    return formatCidr({ first: Math.floor(single.first / size) * size, prefix: bits });
}
