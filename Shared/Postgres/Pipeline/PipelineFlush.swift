internal import Reactor

/// The one hook at the end of the loop's turn, for all pipelines of the process.
@LoopActor enum PipelineFlush {
    private static var marked: [Pipeline] = []
    private static var isInstalled = false

    /// Has `pipeline` flushed at the end of this turn.
    static func mark(_ pipeline: Pipeline) {
        if !isInstalled {
            isInstalled = true
            EventLoop.main.beforeSleep(.flush) { flush() }
        }
        marked.append(pipeline)
    }

    private static func flush() {
        guard !marked.isEmpty else { return }
        let pipelines = marked
        marked.removeAll(keepingCapacity: true)
        for pipeline in pipelines { pipeline.flush() }
    }
}
