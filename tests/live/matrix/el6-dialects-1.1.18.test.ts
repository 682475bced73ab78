import { el6Life } from "./el6-life";

el6Life("1.1.18");
