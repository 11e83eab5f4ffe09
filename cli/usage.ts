/** A call that cannot be right: its message is all that the user sees, without a stack trace; the exit code is 2. */
export class UsageError extends Error {
    constructor(message: string) {
        super(message);
        this.name = "UsageError";
    }
}
