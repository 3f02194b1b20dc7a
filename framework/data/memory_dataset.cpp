// filled by its engineer
