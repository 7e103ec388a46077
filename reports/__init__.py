"""The quarter's Word files, workbook and picture, all from one object; imported only by who makes them."""
