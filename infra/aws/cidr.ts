/** IPv4 blocks in CIDR notation: parsing, and the arithmetic of subnets. */

/** A block of addresses, e.g. `10.20.0.0/16`. */
export interface CidrBlock {
    /** The first address, as a number of 32 bits. */
    readonly first: number;
    /** Bits that all addresses have in common: 0 to 32. */
    readonly prefix: number;
}

const NOTATION = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** The block that a text means; undefined where it is not CIDR notation, or does not start at the block's first address. */
export function parseCidr(text: string): CidrBlock | undefined {
    const numbers = NOTATION.exec(text)?.slice(1).map(Number);
    const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = numbers ?? [];
    if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) {
        return undefined;
    }
    const first = ((a * 256 + b) * 256 + c) * 256 + d;
    return first % addressCount({ prefix }) === 0 ? { first, prefix } : undefined;
}

/** CIDR notation, e.g. `10.20.64.0/18`. */
export function formatCidr({ first, prefix }: CidrBlock): string {
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
    return `${octets.join(".")}/${prefix}`;
}

/** How many addresses a block has. */
export function addressCount({ prefix }: Pick<CidrBlock, "prefix">): number {
    return 2 ** (32 - prefix);
}

/** Whether two blocks have an address in common. */
export function overlaps(one: CidrBlock, other: CidrBlock): boolean {
    return one.first < other.first + addressCount(other) && other.first < one.first + addressCount(one);
}

/** Whether the first block lies within the second. */
export function isWithin(inner: CidrBlock, outer: CidrBlock): boolean {
    return inner.prefix >= outer.prefix && overlaps(inner, outer);
}

/** The block cut into 2^`bits` parts of the same size, in the order of their addresses. */
export function split(block: CidrBlock, bits: number): CidrBlock[] {
    const prefix = block.prefix + bits;
    const size = addressCount({ prefix });
    return Array.from({ length: 2 ** bits }, (_, at) => ({ first: block.first + at * size, prefix }));
}
