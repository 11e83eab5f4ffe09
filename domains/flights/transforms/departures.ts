import { reject, type Transform } from "../../../functions/transform/transform";

/** Minutes: nothing leaves three hours before its schedule; such values are typing errors of the source. */
const EARLIEST = -180;

/** Names a departure as the table does, and refuses what cannot have happened. */
export const transform: Transform = (message) => {
    const { departed, delay_min: delay, distance_mi: distance, from: origin, to: destination } = message;
    if (typeof delay === "number" && delay < EARLIEST) {
        return reject("departed more than three hours early", "delay");
    }
    if (origin !== undefined && origin === destination) {
        return reject("departed to where it was", "destination");
    }
    return { departed_at: departed, origin, destination, delay, distance };
};
