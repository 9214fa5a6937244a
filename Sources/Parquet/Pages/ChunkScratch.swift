/// Memory that a thread needs to decode chunks, one at a time.
final class ChunkScratch {
    let budget: MemoryBudget
    let pages: Decompressor
    let dictionaryPages: Decompressor
    /// Whether rows have a value.
    let levels: ScratchMemory
    /// A chunk's dictionary, as numbers or as places of names.
    let dictionary: ScratchMemory
    /// The codes of a dictionary's names.
    let codes: ScratchMemory
    /// Values of the same length that an encoding took apart.
    let values: ScratchMemory
    let lengths: ScratchMemory
    let prefixes: ScratchMemory
    /// One value of any length.
    let value: ScratchMemory

    init(_ budget: MemoryBudget) {
        self.budget = budget
        pages = Decompressor(budget)
        dictionaryPages = Decompressor(budget)
        levels = ScratchMemory(budget)
        dictionary = ScratchMemory(budget)
        codes = ScratchMemory(budget)
        values = ScratchMemory(budget)
        lengths = ScratchMemory(budget)
        prefixes = ScratchMemory(budget)
        value = ScratchMemory(budget)
    }
}
