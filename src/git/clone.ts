/** Cloning a circle without anything in it acting. */
import type {Repository} from './find.ts'
import type {Manner} from './network.ts'

export declare function cloneInto(folder: string, url: string, manner: Manner): Promise<Repository>
export declare function checkOut(repository: Repository): Promise<void>
export declare function programsAt(path: string): Promise<string[]>
