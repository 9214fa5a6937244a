public import ArgumentParser
public import Interchange
public import KernelTable

// Types of the library that flags take by name.

extension ModelFormat: ExpressibleByArgument {}
extension Activation: ExpressibleByArgument {}
