internal import CLinux

/// How many descriptors the process may have open.
public enum DescriptorLimit {
    /// Raises the limit to what the system allows at most, and answers it: 1,024, the usual one, is less than the
    /// connections that a listener takes.
    @discardableResult
    public static func raise() -> Int { Int(clamping: cl_raise_descriptor_limit()) }
}
