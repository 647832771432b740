// Answers all lines of a read at once, and passes nothing on to the upstream.
function filter(s) {
    let rest = '';
    s.on('upload', function (data, flags) {
        const lines = (rest + data).split('\n');
        rest = lines.pop();
        if (lines.length) s.sendDownstream('ack:' + lines.join('\nack:') + '\n');
        if (flags.last) s.done();
    });
}

export default {filter};
