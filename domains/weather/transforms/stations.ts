import { reject, type Transform } from "../../../functions/transform/transform";

/** What a station sends where a sensor is broken. */
const NO_READING = -999;
/** The sensor's range in °C: a value outside was not measured. */
const COLDEST = -90;
const WARMEST = 60;

/** Names a station's reading as the table does, and leaves out what was not measured. */
export const transform: Transform = (message, context) => {
    const station = context.topic?.split("/")[1];
    if (station === undefined) {
        return reject("no station in the topic", "station");
    }
    const temperature = measured(message.temp_c);
    if (typeof temperature === "number" && (temperature < COLDEST || temperature > WARMEST)) {
        return reject("temperature is outside the sensor's range", "temperature");
    }
    return {
        station,
        observed_at: message.time,
        temperature,
        pressure: measured(message.pressure_hpa),
        wind: measured(message.wind_ms),
    };
};

function measured(value: unknown): unknown {
    return value === NO_READING ? undefined : value;
}
