/** The page's own script: the theme switch and the charts. It is bundled into the page and asks for nothing. */
import { drawCharts } from "./charts";
import { followTheme } from "./theme";

const redraw = drawCharts();
followTheme(redraw);
