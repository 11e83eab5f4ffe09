import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
    addressCount,
    type CidrBlock,
    formatCidr,
    isWithin,
    overlaps,
    parseCidr,
} from "../../../infra/aws/cidr";
import {
    privateSubnetCidrs,
    RESERVED_ADDRESSES,
    vpcCidrProblem,
    ZONES,
} from "../../../infra/aws/vpcAddresses";

/** Any block of any size, at its first address. */
const block = fc
    .tuple(fc.nat({ max: 0xffff_ffff }), fc.integer({ min: 0, max: 32 }))
    .map(([address, prefix]): CidrBlock => {
        const size = 2 ** (32 - prefix);
        return { first: Math.floor(address / size) * size, prefix };
    });

/** Blocks that a network may have. */
const vpcCidr = fc
    .tuple(
        fc.constantFrom(10, 172, 192, 100),
        fc.nat({ max: 255 }),
        fc.nat({ max: 255 }),
        fc.integer({ min: 16, max: 24 }),
    )
    .map(([a, b, c, prefix]) => {
        const second = a === 172 ? 18 + (b % 14) : a === 192 ? 168 : a === 100 ? 64 + (b % 64) : b;
        const first = ((a * 256 + second) * 256 + c) * 256;
        const size = 2 ** (32 - prefix);
        return formatCidr({ first: Math.floor(first / size) * size, prefix });
    });

function read(text: string): CidrBlock {
    const parsed = parseCidr(text);
    assert.ok(parsed, text);
    return parsed;
}

describe("CIDR notation", () => {
    it("means the same after it was written and read", () => {
        fc.assert(fc.property(block, (one) => assert.deepEqual(parseCidr(formatCidr(one)), one)));
    });

    it("is refused where it is not one, or starts within its block", () => {
        for (const text of [
            "",
            "10.0.0.0",
            "10.0.0/16",
            "10.0.0.256/32",
            "10.0.0.0/33",
            "10.0.0.1/16",
            "::/0",
        ]) {
            assert.equal(parseCidr(text), undefined, text);
        }
    });

    it("tells whether blocks have an address in common", () => {
        fc.assert(
            fc.property(block, block, (one, other) => {
                const last = ({ first, prefix }: CidrBlock) => first + addressCount({ prefix }) - 1;
                const common = Math.max(one.first, other.first) <= Math.min(last(one), last(other));
                assert.equal(overlaps(one, other), common);
                assert.equal(overlaps(other, one), common);
            }),
        );
    });
});

describe("private subnets", () => {
    it("lie in the VPC, have no address in common, and have room for endpoints and clusters", () => {
        fc.assert(
            fc.property(vpcCidr, fc.integer({ min: ZONES.fewest, max: ZONES.most }), (cidr, zones) => {
                assert.equal(vpcCidrProblem(cidr), undefined, cidr);
                const subnets = privateSubnetCidrs(cidr, zones).map(read);
                assert.equal(subnets.length, zones);
                for (const [index, subnet] of subnets.entries()) {
                    assert.ok(isWithin(subnet, read(cidr)));
                    assert.ok(addressCount(subnet) - RESERVED_ADDRESSES >= 59);
                    assert.ok(subnets.slice(index + 1).every((other) => !overlaps(subnet, other)));
                }
            }),
        );
    });

    it("stay where they are when a zone is added", () => {
        fc.assert(
            fc.property(vpcCidr, (cidr) => {
                assert.deepEqual(privateSubnetCidrs(cidr, 3).slice(0, 2), privateSubnetCidrs(cidr, 2));
            }),
        );
    });

    it("are quarters, e.g. /18 of a /16", () => {
        assert.deepEqual(privateSubnetCidrs("10.20.0.0/16", 3), [
            "10.20.0.0/18",
            "10.20.64.0/18",
            "10.20.128.0/18",
        ]);
    });
});

describe("a VPC's block", () => {
    const problems: readonly (readonly [string, RegExp])[] = [
        ["ten", /"ten" is not CIDR notation; give a block such as 10\.20\.0\.0\/16/],
        ["10.20.3.0/16", /does not start at its block's first address; give 10\.20\.0\.0\/16/],
        ["10.0.0.0/8", /has \/8; a VPC takes \/16 at most/],
        ["10.0.0.0/26", /below \/24 its subnets are too small/],
        ["11.0.0.0/16", /addresses of the public internet; take a block of 10\.0\.0\.0\/8/],
        ["172.17.0.0/16", /overlaps 172\.17\.0\.0\/16, which containers of AWS services use; take another/],
        ["172.16.0.0/12", /has \/12/],
    ];
    for (const [text, expected] of problems) {
        it(`of ${text} is refused with what to do`, () => {
            assert.match(vpcCidrProblem(text) ?? "", expected);
        });
    }
});
