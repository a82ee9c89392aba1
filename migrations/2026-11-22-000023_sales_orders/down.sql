DROP TABLE delivery_checks;
DROP TABLE deliveries;
DROP TABLE order_promises;
DROP TABLE order_payments;
DROP TABLE sales_orders;
