/** What we use of the `yaml` package. The build makes a file of its own of this, for compose.ts to load when it must. */
export {Composer, isMap, isScalar, isSeq, Parser} from 'yaml'
